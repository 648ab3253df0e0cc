"""The browser keeps the page: it works without a network, until a newer one comes."""

import pytest
from heeldrive_lab.browser.visit import served
from heeldrive_lab.util.chromium import READY_MS, chromium
from page_visitor import Visitor
from playwright.sync_api import expect

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")


def test_the_page_works_once_its_server_is_gone(chrome):
    with served() as running:
        me = Visitor(chrome, running.url)
        me.reads("#offline", "This page now works without a network.")
    me.page.goto(f"{running.url}?from=docs")
    me.page.click("#example")
    me.reads("#reps", "10")
    me.context.close()


def test_a_newer_page_replaces_the_one_that_was_kept(chrome):
    with served() as old:
        me = Visitor(chrome, old.url)
        me.reads("#offline", "This page now works without a network.")
    newer = {
        name: text.replace(b"<title>Heeldrive", b"<title>Heeldrive 2") for name, text in old.files.items()
    }
    newer["service_worker.js"] = newer["service_worker.js"].replace(b'VERSION = "', b'VERSION = "2')
    with served(newer, old.server_port):
        me.page.reload()
        expect(me.page).to_have_title("Heeldrive 2", timeout=READY_MS)
    me.context.close()


def test_two_copies_of_the_page_on_one_server_keep_their_files(chrome, server):
    copies = {f"{folder}/{name}": text for folder in ("new", "old") for name, text in server.files.items()}
    copies |= {f"{folder}/": server.files["index.html"] for folder in ("new", "old")}
    copies["old/service_worker.js"] = copies["old/service_worker.js"].replace(b'VERSION = "', b'VERSION = "0')
    with served(copies) as running:
        me = Visitor(chrome, f"{running.url}old/index.html")
        me.reads("#offline", "This page now works without a network.")
        me.page.goto(f"{running.url}new/index.html")
        me.reads("#offline", "This page now works without a network.")
        assert len(me.page.evaluate("caches.keys()")) == 2
        me.context.close()
