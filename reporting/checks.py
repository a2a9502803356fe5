"""System checks of the documents: without fonts a page comes out empty, and without an error."""

import importlib

from django.contrib.staticfiles import finders
from django.core.checks import Error, register
