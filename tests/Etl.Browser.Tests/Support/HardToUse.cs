namespace Etl.Browser.Tests.Support;

/// <summary>Finds what a page owes to people who don't see it or don't use a mouse: names, headings, headers of tables, references that lead somewhere.</summary>
internal static class HardToUse
{
    /// <summary>To be evaluated in a page. Returns what is missing.</summary>
    public const string Script = """
        () => {
          const faults = [];
          const all = selector => [...document.querySelectorAll(selector)].filter(e => e.getClientRects().length > 0);
          const text = e => e.textContent.trim();
          const show = e => e.outerHTML.slice(0, 120);
          for (const [selector, count] of [['h1', 1], ['main', 1], ['header', 1], ['nav[aria-label="Pages"]', 1], ['html[lang]', 1], ['[role=status][aria-live]', 1]]) {
            if (document.querySelectorAll(selector).length !== count) { faults.push(`not ${count} ${selector}`); }
          }
          for (const e of all('a[href], button, input, select, textarea, summary, iframe, img, [role=region], [role=group], [role=search], section')) {
            const labelledBy = e.getAttribute('aria-labelledby');
            const name = e.getAttribute('aria-label') ?? (labelledBy ? text(document.getElementById(labelledBy) ?? document.createElement('i')) : null)
              ?? (e.labels?.length ? text(e.labels[0]) : null) ?? e.getAttribute('title') ?? e.getAttribute('alt') ?? (['SECTION', 'DIV', 'INPUT', 'SELECT', 'TEXTAREA'].includes(e.tagName) ? '' : text(e));
            if (!name && e.tagName !== 'SECTION') { faults.push(`no name: ${show(e)}`); }
            if (e.tagName === 'BUTTON' && e.hasAttribute('aria-label') && !name.toLowerCase().includes(text(e).toLowerCase())) { faults.push(`name without its label: ${show(e)}`); }
          }
          for (const e of all('table')) {
            const headers = [...e.querySelectorAll('thead th')];
            if (headers.length === 0 || headers.some(header => !text(header) || header.scope !== 'col')) { faults.push(`a header is missing: ${show(e)}`); }
          }
          let level = 0;
          for (const e of all('h1, h2, h3, h4')) {
            const next = Number(e.tagName[1]);
            if (next > level + 1) { faults.push(`heading too deep: ${show(e)}`); }
            level = next;
          }
          for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for', 'list']) {
            for (const e of all(`[${name}]`)) {
              if (!document.getElementById(e.getAttribute(name))) { faults.push(`${name} leads nowhere: ${show(e)}`); }
            }
          }
          const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
          faults.push(...ids.filter((id, i) => ids.indexOf(id) !== i).map(id => `two have the id ${id}`));
          faults.push(...all('[tabindex]').filter(e => e.tabIndex > 0).map(e => `out of order: ${show(e)}`));
          for (const e of all('[data-status]:not(.bar, .share, .progress *)')) {
            if (!text(e) && !e.getAttribute('aria-label')) { faults.push(`only a colour: ${show(e)}`); }
          }
          return faults;
        }
        """;
}
