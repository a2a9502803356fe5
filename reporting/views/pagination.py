"""A long list, a page at a time."""

from django.core.paginator import Paginator

PAR_PAGE = 50


def paginate(request, lignes):
    """What `reporting/_pagination.html` is given: the page the address asks for, or the nearest there is, and the
    numbers to offer. The rows shown are its `object_list`."""
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
    }
