from django.apps import AppConfig


class PathsConfig(AppConfig):
    name = "courses.paths"
    label = "courses_paths"
