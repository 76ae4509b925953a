"""Runs Autobahn's fuzzing client: python fuzzingclient.py <specification, a JSON file>"""
import json
import sys

from autobahntestsuite import wstest

with open(sys.argv[1]) as specification:
    wstest.start({'mode': 'fuzzingclient'}, json.load(specification))
