"""LibreOffice as a second host for the buttons: an xlwings engine over UNO, and an extension with a toolbar.

Use ``Office`` and ``connect`` to start a LibreOffice of our own, ``attach`` inside one that runs.
"""
