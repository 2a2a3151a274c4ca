"""Benchmarks: figures for the documents, each from one command."""
