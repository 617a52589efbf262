namespace Etl.Browser.Tests.Support;

/// <summary>Finds text that is hard to read: WCAG 2 asks for a contrast of 4.5 to 1.</summary>
internal static class HardToRead
{
    /// <summary>To be evaluated in a page. Returns the texts with less contrast than that, with their colours.</summary>
    public const string Script = """
        () => {
          const parse = color => (color.match(/[\d.]+/g) ?? []).map(Number);
          const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const background = element => {
            for (let e = element; e; e = e.parentElement) {
              const color = parse(getComputedStyle(e).backgroundColor);
              if (color.length === 3 || color[3] === 1) { return color; }
            }
            return [255, 255, 255];
          };
          const faults = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement;
            if (!node.data.trim() || element.closest('svg, [hidden], noscript, button:disabled') || element.getClientRects().length === 0) { continue; }
            const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(background(element))].sort((x, y) => y - x);
            const contrast = (a + .05) / (b + .05);
            if (contrast < 4.5) { faults.push(`${node.data.trim()}: ${contrast.toFixed(2)} (${getComputedStyle(element).color})`); }
          }
          return faults;
        }
        """;
}
