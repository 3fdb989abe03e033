"""From runs to pages: a folder for any static host, or one file that opens by double-click.

Reads run directories and the built front in `hackday/static`; knows no lab and imports none.
"""

from hackday.publishing.site import NotASite, publish_file, publish_site, published_before

__all__ = ["NotASite", "publish_file", "publish_site", "published_before"]
