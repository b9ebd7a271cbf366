"""One menu in the Wagtail admin for everything of the platform; rooms hang their items on it.

A ModelViewSet of a room sets `menu_hook = TRAINING_MENU`, `add_to_admin_menu = True` and a `menu_order`;
a plain page registers a MenuItem with `@hooks.register(TRAINING_MENU)`.
"""

from wagtail.admin.menu import Menu

TRAINING_MENU = "register_training_menu_item"

# The order in which the rooms stand in the menu.
ORDER = {
    "norms": 100,
    "courses": 200,
    "lesson_files": 220,
    "scenarios": 300,
    "questions": 400,
    "exams": 500,
    "results": 600,
    "analysis": 620,
    "signing": 700,
    "certificates": 750,
    "paths": 800,
    "reviews": 850,
    "roster": 900,
    "people": 950,
}

training_menu = Menu(register_hook_name=TRAINING_MENU)
