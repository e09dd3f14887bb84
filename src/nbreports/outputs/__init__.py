"""Where bytes go: files, memory."""
