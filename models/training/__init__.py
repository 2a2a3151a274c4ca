"""Makes and measures the shipped models. Not part of the device: needs the train requirements."""
