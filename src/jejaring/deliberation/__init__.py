"""The city's deliberation with its departments, one stage of the way into the network (`admission`).

The departments are invited, the meeting is moved or cancelled and called again, and its outcome is recorded with
minutes that can be corrected until the application is submitted. A `Deliberation` has an `Attendance` per department.
"""
