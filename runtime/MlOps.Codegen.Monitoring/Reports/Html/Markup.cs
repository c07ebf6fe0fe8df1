namespace MlOps.Codegen.Monitoring.Reports.Html;

/// <summary>Text that is markup already, of this program's own making: the only text that a page takes as it is.</summary>
/// <param name="Text">The markup.</param>
internal sealed record Markup(string Text);
