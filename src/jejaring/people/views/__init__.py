"""Pages of this room: one's own account, invitations, and the secretariat's deletions."""
