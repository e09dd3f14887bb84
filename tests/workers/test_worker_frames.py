from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbreports.workers import frames

heads = st.dictionaries(st.text(max_size=8), st.none() | st.integers() | st.text(max_size=20), max_size=4)


@given(head=heads, body=st.binary(max_size=300), cuts=st.lists(st.integers(1, 40), min_size=1))
def test_a_frame_arrives_whole_however_the_pipe_cuts_it(head, body, cuts):
    data = frames.pack(head, body)
    unpacker = frames.Unpacker()
    arrived = []
    while data:
        size = cuts[len(data) % len(cuts)]
        frame = unpacker.feed(data[:size])
        data = data[size:]
        if frame is not None:
            arrived.append(frame)
    assert arrived == [(head, body)]
    assert frames.read(io.BytesIO(frames.pack(head, body)).read) == (head, body)


@given(head=heads, body=st.binary(min_size=1, max_size=30), missing=st.integers(1, 20))
def test_a_stream_that_ends_inside_a_frame_gives_none(head, body, missing):
    data = frames.pack(head, body)
    assert frames.read(io.BytesIO(data[:-missing]).read) is None


@pytest.mark.parametrize(
    "data",
    [
        b"Traceback (most recent call last):",
        frames.HEADER.pack(2, 0) + b"[]",
        frames.HEADER.pack(1, 0) + b"{",
        frames.HEADER.pack(frames.MAX_HEAD + 1, 0),
    ],
)
def test_what_is_no_frame_is_refused(data):
    with pytest.raises(frames.FrameError):
        frames.Unpacker().feed(data)


def test_a_frame_too_large_is_never_sent(monkeypatch):
    monkeypatch.setattr(frames, "MAX_BODY", 10)
    with pytest.raises(frames.FrameError, match="too large"):
        frames.pack({}, b"eleven byte")
