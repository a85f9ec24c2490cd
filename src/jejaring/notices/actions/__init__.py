"""Writes of this room, by theme."""

from jejaring.notices.actions.deliveries import announce, deliver_due, queue_due_webhooks, replay, replay_since
from jejaring.notices.actions.jobs import retry_letters, retry_stalled_jobs
from jejaring.notices.actions.notices import mark_all_read, mark_read, notify, send
from jejaring.notices.actions.webhooks import (
    add_webhook,
    change_webhook,
    pause_webhook,
    remove_webhook,
    renew_secret,
    resume_webhook,
    test_webhook,
)

__all__ = [
    "add_webhook",
    "announce",
    "change_webhook",
    "deliver_due",
    "mark_all_read",
    "mark_read",
    "notify",
    "pause_webhook",
    "queue_due_webhooks",
    "remove_webhook",
    "renew_secret",
    "replay",
    "replay_since",
    "resume_webhook",
    "retry_letters",
    "retry_stalled_jobs",
    "send",
    "test_webhook",
]
