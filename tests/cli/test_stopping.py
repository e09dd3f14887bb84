"""A signal while outputs are being opened waits until they are noted."""

import os
import signal

import pytest

from nbreports.cli.stopping import Stopped, held, stoppable


def test_a_signal_waits_for_what_is_begun():
    noted = []
    with pytest.raises(Stopped), stoppable() as signals:
        with held():
            os.kill(os.getpid(), signal.SIGTERM)
            assert signals.received
            noted.append("opened")
        noted.append("never reached")
    assert noted == ["opened"]


def test_without_a_signal_nothing_is_raised():
    with stoppable() as signals:
        with held():
            pass
        assert not signals.received


def test_elsewhere_a_signal_strikes_at_once():
    with pytest.raises(Stopped), stoppable():
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()
