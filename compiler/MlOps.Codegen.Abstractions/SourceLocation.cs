using System.Globalization;
using System.Text;

namespace MlOps.Codegen;

/// <summary>Where something stands in a source file.</summary>
/// <remarks>
/// A location of an XML element knows its parent's location, so that the path is put together only when somebody asks:
/// a large model has hundreds of thousands of locations, and nearly none is ever shown.
/// </remarks>
public sealed record SourceLocation
{
    private readonly SourceLocation? parent;

    // The whole path where there is no parent; otherwise the last step.
    private readonly string step;
    private readonly int position;

    /// <summary>Creates a location.</summary>
    /// <param name="file">The file's name as the user gave it.</param>
    /// <param name="line">The line, from 1; 0 where unknown.</param>
    /// <param name="column">The column, from 1; 0 where unknown.</param>
    /// <param name="path">The element path; empty where there is none.</param>
    public SourceLocation(string file, int line, int column, string path = "")
        : this(file, line, column, null, path, 1)
    {
    }

    private SourceLocation(string file, int line, int column, SourceLocation? parent, string step, int position)
    {
        File = file;
        Line = line;
        Column = column;
        this.parent = parent;
        this.step = step;
        this.position = position;
    }

    /// <summary>A location for things that stand in no file.</summary>
    public static SourceLocation None { get; } = new("", 0, 0);

    /// <summary>The file's name as the user gave it.</summary>
    public string File { get; }

    /// <summary>The line, from 1; 0 where unknown.</summary>
    public int Line { get; }

    /// <summary>The column, from 1; 0 where unknown.</summary>
    public int Column { get; }

    /// <summary>
    /// The element path, such as <c>/PMML/TreeModel/Node[2]</c>; empty where there is none. The first element of its
    /// name carries no number.
    /// </summary>
    public string Path
    {
        get
        {
            if (parent is null)
            {
                return step;
            }

            var outward = new List<SourceLocation>();
            SourceLocation root = this;
            while (root.parent is not null)
            {
                outward.Add(root);
                root = root.parent;
            }

            var path = new StringBuilder(root.step);
            for (int i = outward.Count - 1; i >= 0; i--)
            {
                path.Append('/').Append(outward[i].step);
                if (outward[i].position > 1)
                {
                    path.Append(CultureInfo.InvariantCulture, $"[{outward[i].position}]");
                }
            }

            return path.ToString();
        }
    }

    /// <summary>The location of an element inside this one.</summary>
    /// <param name="name">The element's name.</param>
    /// <param name="ordinal">Which of its siblings of that name it is, from 1.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public SourceLocation Child(string name, int ordinal, int line, int column) =>
        new(File, line, column, this, name, ordinal);

    /// <summary>Another place within the same element, such as one of its attributes.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public SourceLocation At(int line, int column) => new(File, line, column, parent, step, position);

    /// <inheritdoc/>
    // Not field by field: that would walk the chain of parents recursively.
    public bool Equals(SourceLocation? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Line == other.Line && Column == other.Column && File == other.File && Path == other.Path);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(File, Line, Column);

    /// <summary>The form compilers use: <c>file(line,column)</c>.</summary>
    public override string ToString() =>
        Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column})") : File;
}
