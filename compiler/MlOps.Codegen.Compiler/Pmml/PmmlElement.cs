using System.Globalization;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>An XML element with its place in the file. Extension elements are left out when it is loaded.</summary>
internal sealed class PmmlElement
{
    private readonly string file;
    private readonly List<KeyValuePair<string, string>> attributes = [];
    private readonly List<PmmlElement> children = [];
    private string? path;
    private string? text;

    public PmmlElement(string name, string file, int line, int column, PmmlElement? parent)
    {
        Name = name;
        this.file = file;
        Line = line;
        Column = column;
        Parent = parent;
    }

    public string Name { get; }

    public int Line { get; }

    public int Column { get; }

    public PmmlElement? Parent { get; }

    public IReadOnlyList<PmmlElement> Children => children;

    public IReadOnlyList<KeyValuePair<string, string>> Attributes => attributes;

    /// <summary>The element's own text, as it stands.</summary>
    public string Text => text ?? "";

    public SourceLocation Location => new(file, Line, Column, Path);

    /// <summary>Nodes of trees are many and deep: they and what is in them share the path of their model.</summary>
    private string Path => path ??= Parent is null ? "/" + Name : Name == "Node" || Parent.Name == "Node" ? Parent.Path : $"{Parent.Path}/{Name}{Index()}";

    public void Add(PmmlElement child)
    {
        // White space between elements is layout, in a leaf it is a value.
        if (children.Count == 0 && string.IsNullOrWhiteSpace(text))
        {
            text = null;
        }

        children.Add(child);
    }

    public void AddAttribute(string name, string value) => attributes.Add(new(name, value));

    public void AddText(string more) => text += more;

    /// <summary>The attribute's value; null where it is not there.</summary>
    public string? this[string attribute]
    {
        get
        {
            foreach ((string name, string value) in attributes)
            {
                if (name == attribute)
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>The first child of a name; null where there is none.</summary>
    public PmmlElement? Child(string name) => children.Find(child => child.Name == name);

    /// <summary>The children of a name, in order.</summary>
    public IEnumerable<PmmlElement> ChildrenNamed(string name) => children.Where(child => child.Name == name);

    private string Index()
    {
        int index = 0;
        int count = 0;
        foreach (PmmlElement sibling in Parent!.children)
        {
            if (sibling.Name == Name)
            {
                count++;
                if (sibling == this)
                {
                    index = count;
                }
            }

            if (index > 0 && count > 1)
            {
                break;
            }
        }

        return count > 1 ? string.Create(CultureInfo.InvariantCulture, $"[{index}]") : "";
    }
}
