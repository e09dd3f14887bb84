"""What must not be lost: outputs that appear whole or not at all."""
