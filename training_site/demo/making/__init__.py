"""How the films, recordings and documents of the sample academy were made; nothing of this runs when the academy is loaded.

    .venv/bin/python -m training_site.demo.making

writes them anew into content/media. Chromium and the packages of requirements/dev.txt are needed.
"""
