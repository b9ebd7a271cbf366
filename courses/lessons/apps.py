from django.apps import AppConfig


class LessonsConfig(AppConfig):
    """Courses and lessons: edited in Wagtail, read from frozen versions."""

    name = "courses.lessons"
    label = "courses_lessons"

    def ready(self) -> None:
        from django.db.models.signals import post_delete
        from wagtail.signals import page_unpublished, post_page_move

        from courses.lessons import impact, tree
        from courses.lessons.keeping import contribute
        from courses.lessons.models import CourseCitation, LessonCitation
        from etiquette.norms import impact as norms

        page_unpublished.connect(tree.after_unpublish, dispatch_uid="lessons.unpublish")
        post_page_move.connect(tree.after_move, dispatch_uid="lessons.move")
        post_delete.connect(tree.after_delete, dispatch_uid="lessons.delete")
        norms.register(LessonCitation, impact.lessons_touched)
        norms.register(CourseCitation, impact.courses_touched)
        contribute()
