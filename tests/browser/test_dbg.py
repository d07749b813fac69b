import pytest
pytestmark=[pytest.mark.django_db]
def test_x(catalogue):
    from practices.models import Change, Practice
    from practices.search import follow, store, snapshot
    from practices.browse import Browse; from practices.criteria import Criteria
    from practices import workflow
    print("TOTAL0", Browse(Criteria()).total, Practice.objects.published().count())
    last, first = Practice.objects.published().order_by("-pk")[0], Practice.objects.published().order_by("pk")[0]
    workflow.withdraw(last, "Its source was withdrawn.", first)
    print("STATE",store.read_state())
    print("TOTAL1", Browse(Criteria()).total, Practice.objects.published().count())
    print("STATE",store.read_state())
    workflow.withdraw(first, "Its source was withdrawn.")
    print("TOTAL1", Browse(Criteria()).total, Practice.objects.published().count())
    print("STATE",store.read_state())
