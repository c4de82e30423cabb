"""The front: what comes over HTTP is checked, handed to the engine, and answered; nothing is worked out here."""
