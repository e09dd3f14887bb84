"""One run under control: queued, steered and resumed, whichever process comes and goes."""
