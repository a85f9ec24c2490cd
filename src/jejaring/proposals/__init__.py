"""The call for sessions of an event: a `Call`, its `Proposal`s, and `Review`s with scores by named reviewers."""
