"""Wagtail comes with a workflow whose approvers are a group nobody is in; here approvers approve."""

from django.db import migrations

NAME = "课程审批 Course approval"


def hand_over(apps, schema_editor):
    """The workflow that stands at the root of the page tree asks the approvers."""
    Group = apps.get_model("auth", "Group")
    Task = apps.get_model("wagtailcore", "GroupApprovalTask")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    approvers = Group.objects.filter(name="approver")
    for at_root in WorkflowPage.objects.filter(page__depth=1):
        workflow = Workflow.objects.get(pk=at_root.workflow_id)
        workflow.name = NAME
        workflow.save()
        for task in Task.objects.filter(workflow_tasks__workflow=workflow):
            task.name = NAME
            task.save()
            task.groups.set(approvers)


class Migration(migrations.Migration):
    dependencies = [("courses_lessons", "0002_catalogue_and_permissions")]
    operations = [migrations.RunPython(hand_over, migrations.RunPython.noop)]
