import os, pytest
pytestmark=[pytest.mark.browser, pytest.mark.django_db]
@pytest.mark.parametrize("scheme",["light","dark"])
def test_shots(browser, site, scheme):
    ids=dict(home="/",browse="/practices/",query="/practices/?q=remittances&country=PH&policy_area=remittances",none="/practices/?q=zzzz&country=PH",
     long="/practices/?q="+"a"*300, unknown="/practices/?country=xx", practice=f"/practices/{site.published}/", frp=f"/fr/practices/{site.published}/",
     frhome="/fr/", frbrowse="/fr/practices/?q=formation&country=PH", about="/about/", frabout="/fr/about/", gone=f"/practices/{site.withdrawn}/", missing="/nothing/", p12="/practices/12/")
    if scheme=="dark":
        for k in ["frhome","frabout","none","long","p12"]: ids.pop(k)
    for w in (1280,360):
        ctx=browser.new_context(viewport={"width":w,"height":900},color_scheme=scheme)
        p=ctx.new_page()
        for name,a in ids.items():
            p.goto(site+a); p.screenshot(path=f"/tmp/shots/{name}-{w}-{scheme}.png",full_page=True)
            sw=p.evaluate("document.documentElement.scrollWidth")
            if sw>w: print("WIDE",name,w,sw)
        ctx.close()
