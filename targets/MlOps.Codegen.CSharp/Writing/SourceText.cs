using System.Collections.Immutable;
using System.Text;

namespace MlOps.Codegen.CSharp.Writing;

/// <summary>Source text under construction: lines with indentation, ended by a line feed on every platform.</summary>
internal sealed class SourceText
{
    private const int Widest = 120;
    private const int IndentSize = 4;

    private readonly List<(string Content, int Depth, bool Raw)> lines = [];
    private int indent;

    /// <summary>Whether there are no lines.</summary>
    public bool IsEmpty => lines.Count == 0;

    /// <summary>An empty text with the same indentation, to be inserted later.</summary>
    public SourceText Detached() => new() { indent = indent };

    /// <summary>Adds a line.</summary>
    /// <param name="line">The line; an empty one gets no indentation.</param>
    public void Line(string line = "") => lines.Add((line, indent, false));

    /// <summary>Adds a line and opens a block below it.</summary>
    /// <param name="header">The line before the brace; none where it is empty.</param>
    public void Open(string header)
    {
        if (header.Length > 0)
        {
            Line(header);
        }

        Line("{");
        indent++;
    }

    /// <summary>Puts the last line, one of a header, before the brace that <see cref="Open"/> has written.</summary>
    public void SwapLastLines()
    {
        (lines[^2], lines[^1]) = (lines[^1], (lines[^2].Content, lines[^2].Depth, lines[^2].Raw));
    }

    /// <summary>Closes the innermost block.</summary>
    /// <param name="tail">What follows the brace.</param>
    public void Close(string tail = "")
    {
        indent--;
        Line("}" + tail);
    }

    /// <summary>Adds a line that lists things, broken where it grows too wide.</summary>
    /// <param name="head">Before the list.</param>
    /// <param name="items">The list.</param>
    /// <param name="tail">After it.</param>
    public void List(string head, IReadOnlyList<string> items, string tail)
    {
        int width = head.Length + tail.Length + items.Sum(item => item.Length + 2);
        if (width + (indent * IndentSize) <= Widest)
        {
            Line(head + string.Join(", ", items) + tail);
            return;
        }

        Line(head);
        indent++;
        var line = new StringBuilder();
        for (int i = 0; i < items.Count; i++)
        {
            string item = i + 1 < items.Count ? items[i] + "," : items[i] + tail;
            if (line.Length > 0 && line.Length + item.Length + (indent * IndentSize) >= Widest)
            {
                Line(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(item);
        }

        Line(line.ToString());
        indent--;
    }

    /// <summary>Adds lines that continue the one before, one step further in.</summary>
    /// <param name="lines">The lines, at least one.</param>
    /// <param name="tail">What follows the last.</param>
    public void Indented(IEnumerable<string> lines, string tail)
    {
        indent++;
        string? previous = null;
        foreach (string line in lines)
        {
            if (previous is not null)
            {
                Line(previous);
            }

            previous = line;
        }

        Line(previous + tail);
        indent--;
    }

    /// <summary>Adds another text's lines at this indentation.</summary>
    /// <param name="other">The other text; lines of raw strings keep their place.</param>
    public void AppendIndented(SourceText other)
    {
        foreach ((string content, int depth, bool raw) in other.lines)
        {
            lines.Add(raw ? (content, 0, true) : (content, depth + indent, false));
        }
    }

    /// <summary>Adds text that stands at the line's very beginning, such as the lines of a raw string.</summary>
    /// <param name="text">Lines, without the last line's end.</param>
    public void Raw(string text) => lines.Add((text, 0, true));

    /// <summary>Adds another text's lines as they are.</summary>
    /// <param name="other">The other text.</param>
    public void Append(SourceText other) => lines.AddRange(other.lines);

    /// <inheritdoc/>
    public override string ToString() => Build().Text;

    /// <summary>The text, and where in it stands what <see cref="Raw"/> has added.</summary>
    public (string Text, ImmutableArray<Range> Raw) Build()
    {
        var text = new StringBuilder();
        var ranges = ImmutableArray.CreateBuilder<Range>();
        foreach ((string content, int depth, bool raw) in lines)
        {
            text.Append(' ', content.Length == 0 ? 0 : depth * IndentSize);
            if (raw)
            {
                ranges.Add(text.Length..(text.Length + content.Length));
            }

            text.Append(content).Append('\n');
        }

        return (text.ToString(), ranges.ToImmutable());
    }
}
