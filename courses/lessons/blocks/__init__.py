"""The blocks a lesson is made of, in groups as a trainer looks for them."""

from wagtail import blocks

from courses.lessons.blocks.media import AttachmentBlock, AudioBlock, FigureBlock, VideoBlock
from courses.lessons.blocks.norms import ClauseBlock, NumberBlock
from courses.lessons.blocks.practice import ChecklistBlock, DialogueBlock, PairBlock, QuickCheckBlock, StepsBlock
from courses.lessons.blocks.reading import HeadingBlock, NoteBlock, TextBlock


class LessonBody(blocks.StreamBlock):
    """The content of a lesson. Names of blocks are those of docs/trainers/content-format.md, with an underscore for the hyphen."""

    heading = HeadingBlock()
    text = TextBlock()
    note = NoteBlock()
    clause = ClauseBlock()
    number = NumberBlock()
    steps = StepsBlock()
    pair = PairBlock()
    dialogue = DialogueBlock()
    checklist = ChecklistBlock()
    quick_check = QuickCheckBlock()
    figure = FigureBlock()
    video = VideoBlock()
    audio = AudioBlock()
    attachment = AttachmentBlock()


__all__ = ["LessonBody"]
