namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>An element of a PMML file. Siblings form a linked list: most elements have no children and need no array.</summary>
internal sealed class PmmlElement(string name, PmmlAttribute[] attributes, PmmlElement? parent, SourceLocation location)
{
    private PmmlElement? lastChild;

    /// <summary>The name without prefix.</summary>
    public string Name { get; } = name;

    /// <summary>The attributes, in the order of the file; those in a namespace are left out.</summary>
    public ReadOnlySpan<PmmlAttribute> Attributes => attributes;

    /// <summary>The element around it.</summary>
    public PmmlElement? Parent { get; } = parent;

    /// <summary>Where its tag starts.</summary>
    public SourceLocation Location { get; } = location;

    /// <summary>Its text where it has no child elements; otherwise empty.</summary>
    public string Text { get; set; } = "";

    /// <summary>The first child element.</summary>
    public PmmlElement? FirstChild { get; private set; }

    /// <summary>The next element with the same parent.</summary>
    public PmmlElement? NextSibling { get; private set; }

    /// <summary>The child elements, in the order of the file.</summary>
    public PmmlChildren Children => new(FirstChild);

    /// <summary>Adds a child behind those it has.</summary>
    public void Append(PmmlElement child)
    {
        if (lastChild is null)
        {
            FirstChild = child;
        }
        else
        {
            lastChild.NextSibling = child;
        }

        lastChild = child;
    }

    /// <summary>The attribute of that name, or null.</summary>
    public string? Attribute(string attributeName)
    {
        foreach (PmmlAttribute attribute in attributes)
        {
            if (attribute.Name == attributeName)
            {
                return attribute.Value;
            }
        }

        return null;
    }

    /// <summary>Where the attribute of that name stands; the element's own place where it has none.</summary>
    public SourceLocation AttributeLocation(string attributeName)
    {
        foreach (PmmlAttribute attribute in attributes)
        {
            if (attribute.Name == attributeName)
            {
                return Location.At(attribute.Line, attribute.Column);
            }
        }

        return Location;
    }

    /// <summary>The first child of that name, or null.</summary>
    public PmmlElement? Child(string childName)
    {
        foreach (PmmlElement child in Children)
        {
            if (child.Name == childName)
            {
                return child;
            }
        }

        return null;
    }
}

/// <summary>An attribute and the place of its name.</summary>
internal readonly record struct PmmlAttribute(string Name, string Value, int Line, int Column);

/// <summary>The children of an element, for <c>foreach</c> without allocation.</summary>
internal readonly struct PmmlChildren(PmmlElement? first)
{
    public Enumerator GetEnumerator() => new(first);

    internal struct Enumerator(PmmlElement? first)
    {
        private PmmlElement? next = first;

        public PmmlElement Current { get; private set; } = null!;

        public bool MoveNext()
        {
            if (next is null)
            {
                return false;
            }

            Current = next;
            next = next.NextSibling;
            return true;
        }
    }
}
