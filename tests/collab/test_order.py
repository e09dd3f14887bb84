"""Order keys: between any two there is one, and lists stay in the order people gave them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbreports.collab.order import DIGITS, LONGEST, arrange, between, is_key, several, spread

keys = st.text(DIGITS, min_size=1, max_size=12).filter(is_key)


@given(keys, keys)
def test_between_two_keys_is_a_third(one, other):
    if one == other:
        with pytest.raises(ValueError):
            between(one, other)
        return
    low, high = sorted((one, other))
    key = between(low, high)
    assert low < key < high
    assert is_key(key)


@given(keys)
def test_before_and_after_any_key_is_another(key):
    assert between(None, key) < key < between(key, None)
    assert is_key(between(None, key))
    assert is_key(between(key, None))


def test_a_list_that_grows_at_its_ends_keeps_short_keys():
    first = last = between(None, None)
    for _ in range(20_000):
        first, last = between(None, first), between(last, None)
    assert max(len(first), len(last)) <= 4


def test_one_gap_filled_again_and_again_grows_by_a_letter_every_five():
    low, high = spread(2)
    for turn in range(150):
        key = between(low, high)
        low, high = (key, high) if turn % 2 else (low, key)
    assert len(key) <= 2 + 150 // 5 + 1


@given(st.integers(0, 300), st.none() | keys, st.none() | keys)
def test_several_are_in_order_and_no_two_alike(count, one, other):
    if one is not None and other is not None:
        if one == other:
            return
        one, other = sorted((one, other))
    found = several(one, other, count)
    assert len(found) == count
    whole = [*([one] if one else []), *found, *([other] if other else [])]
    assert whole == sorted(set(whole))


@given(st.integers(0, 100_000))
def test_a_new_list_has_the_same_keys_everywhere(count):
    found = spread(min(count, 2000))
    assert found == sorted(set(found)) == spread(len(found))
    assert all(map(is_key, found))


@given(st.lists(st.none() | st.sampled_from(spread(8)), max_size=14), st.randoms(use_true_random=False))
def test_arranging_moves_as_few_as_can_be(given_keys, random):
    items = [(f"i{place:02}", key) for place, key in enumerate(given_keys)]
    random.shuffle(items)
    found = arrange(items)
    assert [*zip(found, [name for name, _ in items], strict=True)] == sorted(
        zip(found, [name for name, _ in items], strict=True)
    )
    assert all(map(is_key, found))
    again = arrange([(name, key) for (name, _), key in zip(items, found, strict=True)])
    assert again == found


def test_one_moved_item_is_one_new_key():
    items = [*zip("abcdefgh", spread(8), strict=True)]
    for source in range(8):
        for to in range(8):
            moved = [*items[:source], *items[source + 1 :]]
            moved.insert(to, items[source])
            found = arrange(moved)
            changed = sum(key != was for key, (_, was) in zip(found, moved, strict=True))
            assert changed == (0 if source == to else 1)


def test_a_list_filled_at_one_place_for_ever_is_spaced_anew():
    items = [*zip("ab", spread(2), strict=True)]
    longest = 0
    for turn in range(600):
        items.insert(1 + turn % 2, (f"n{turn}", None))
        items = [(name, key) for (name, _), key in zip(items, arrange(items), strict=True)]
        longest = max(longest, *(len(key) for _, key in items))
    assert longest <= LONGEST


@pytest.mark.parametrize("key", ["", "0", "V0", "a b", "V\n", "é", None, 5, "V" * 201])
def test_what_is_no_key(key):
    assert not is_key(key)
