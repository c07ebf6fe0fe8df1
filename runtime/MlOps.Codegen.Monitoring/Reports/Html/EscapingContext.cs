using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace MlOps.Codegen.Monitoring.Reports.Html;

/// <summary>
/// Fills a template so that whatever an expression yields is escaped, unless it is <see cref="Markup"/>. Names and categories come from
/// strangers: a template cannot forget to escape them.
/// </summary>
internal sealed class EscapingContext : TemplateContext
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Begins a page.</summary>
    /// <param name="page">What its template shows, by name in snake case.</param>
    public EscapingContext(ScriptObject page)
    {
        // A report is bounded by its reader; the limits of the library are for templates of strangers.
        LoopLimit = int.MaxValue;
        LimitToString = 0;
        NewLine = "\n";
        StrictVariables = true;
        PushCulture(CultureInfo.InvariantCulture);
        PushGlobal(page);
    }

    /// <summary>
    /// Escapes a text for an element or a quoted attribute. Half of a surrogate pair, and control characters, which HTML forbids even when they
    /// are escaped, become the replacement character.
    /// </summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text) => Encoder.Encode(text.Any(IsForbidden) ? string.Concat(text.Select(c => IsForbidden(c) ? '\uFFFD' : c)) : text);

    private static bool IsForbidden(char c) => char.IsControl(c) && c is not ('\n' or '\t');

    /// <inheritdoc/>
    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        if (textAsObject is Markup markup)
        {
            Write(markup.Text);
        }
        else if (textAsObject is not null)
        {
            Write(Escape(ObjectToString(textAsObject) ?? ""));
        }

        return this;
    }
}
