"""The page of the live view: a frame without a word of any run in it. Its script asks for the rest."""

from hackday.front import ICON

HTML = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>hackday: watching</title>
<link rel="icon" href="{ICON}">
<link rel="stylesheet" href="assets/watch.css">
</head>
<body>
<noscript>The live view is drawn by a script of its own; please allow it. Nothing is sent anywhere.</noscript>
<script src="assets/watch.js"></script>
</body>
</html>
"""
