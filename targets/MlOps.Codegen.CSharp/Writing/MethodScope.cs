using System.Globalization;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.CSharp.Writing;

/// <summary>A method under construction: its statements, its locals, and how it refers to the plan's values.</summary>
/// <param name="data">Where constants of the class go.</param>
/// <param name="vectors">Where the methods go that fill long vectors.</param>
/// <param name="names">The method's identifiers.</param>
internal sealed class MethodScope(StaticData data, VectorMethods vectors, Identifiers names)
{
    private readonly Dictionary<PlanValue, string> references = [];
    private int temporaries;
    private SourceText prelude = new();

    /// <summary>Constants of the class.</summary>
    public StaticData Data { get; } = data;

    /// <summary>The method's finished statements.</summary>
    public SourceText Body { get; } = new SourceText();

    /// <summary>Where the next statement goes.</summary>
    public SourceText Current { get; private set; } = new();

    /// <summary>How many blocks are open around the next statement.</summary>
    public int BlockDepth { get; private set; }

    /// <summary>How the method writes a value.</summary>
    /// <param name="planValue">The value.</param>
    public string this[PlanValue planValue]
    {
        get => references[planValue];
        set => references[planValue] = value;
    }

    /// <summary>Whether the method has a way to write a value.</summary>
    /// <param name="value">The value.</param>
    public bool Knows(PlanValue value) => references.ContainsKey(value);

    /// <summary>Declares a local variable's name.</summary>
    /// <param name="name">The wished name.</param>
    public string Declare(string name)
    {
        string clean = Identifiers.Clean(name, "value");
        return names.Declare(ReservedNames.IsPart(clean) ? "value" : clean, "value");
    }

    /// <summary>Declares the name of a part of an expression.</summary>
    public string DeclarePart() =>
        names.Declare(string.Create(CultureInfo.InvariantCulture, $"part{++temporaries}"), "part");

    /// <summary>Writes a statement that hands a vector of doubles to a method of the runtime.</summary>
    /// <param name="head">What stands before the vector.</param>
    /// <param name="elements">The vector.</param>
    /// <param name="tail">What stands after it.</param>
    public void CallWithVector(string head, IReadOnlyList<VectorElement> elements, string tail)
    {
        if (elements.Count <= VectorMethods.LongestList)
        {
            Current.List(head + "[", [.. elements.Select(element => element.Text(value => this[value]))], "]" + tail);
        }
        else
        {
            Current.Line(head + vectors.Fill(elements, this) + tail);
        }
    }

    /// <summary>Opens a block.</summary>
    /// <param name="header">The line before the brace.</param>
    public void Open(string header)
    {
        Current.Open(header);
        BlockDepth++;
    }

    /// <summary>Closes the innermost block.</summary>
    /// <param name="tail">What follows the brace.</param>
    public void Close(string tail = "")
    {
        Current.Close(tail);
        BlockDepth--;
    }

    /// <summary>Writes one statement with whatever has to be computed before it.</summary>
    /// <param name="write">Writes it to <see cref="Current"/>.</param>
    public void Statement(Action write)
    {
        prelude = Body.Detached();
        Current = Body.Detached();
        write();
        Body.Append(prelude);
        Body.Append(Current);
    }

    /// <summary>Writes something before the whole statement, outside of all blocks, because blocks would nest too deep.</summary>
    /// <param name="write">Writes it to <see cref="Current"/>; it may only refer to what the method knew before the statement.</param>
    public void Before(Action write)
    {
        (SourceText current, int depth) = (Current, BlockDepth);
        Current = Body.Detached();
        BlockDepth = 0;
        write();
        prelude.Append(Current);
        (Current, BlockDepth) = (current, depth);
    }
}
