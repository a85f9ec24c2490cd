"""Where the bytes of files are kept: a folder, or an S3-compatible bucket that may be away.

A file is known by the SHA-256 of its bytes. A folder is written at once. What is meant for a bucket is a `WaitingFile`
first, in the transaction of the row that names it; the worker uploads it. It is *waiting* until it has been seen in the
bucket, and *settled* when it is still there a while later: then its row goes. Rooms use `storage`; what names a file,
and so what may be swept, is theirs to know.
"""
