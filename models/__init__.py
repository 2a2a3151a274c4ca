"""The shipped models and, under training, the code that makes and measures them."""
