"""The page that a web host shows where there is none (GitHub Pages takes `404.html` for it), at whatever depth."""

from __future__ import annotations

# whole in itself, since it is shown under addresses from which a relative link would lead astray: the site begins at
# the folder that holds the file by which `hesskit site` knows its own
LOST = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>No such page · hesskit</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; }
body { max-width: 40rem; margin: 15vh auto 0; padding: 0 1rem; font: 1.1rem/1.6 system-ui, sans-serif; }
a { color: LinkText; }
</style>
</head>
<body>
<main>
<h1>There is no such page</h1>
<p>The course may have moved it, or the address has a slip in it. <a id="home" href="./">Go to the front page of the
course</a>, which has a map and a search.</p>
</main>
<script>
(async () => {
  for (let folder = new URL("./", location.href); ; folder = new URL("../", folder)) {
    const answer = await fetch(new URL("hesskit-site.json", folder), { cache: "no-cache" }).catch(() => null);
    if (answer?.ok) document.getElementById("home").href = new URL("index.html", folder).href;
    if (answer?.ok || folder.pathname === "/") return;
  }
})();
</script>
</body>
</html>
"""
