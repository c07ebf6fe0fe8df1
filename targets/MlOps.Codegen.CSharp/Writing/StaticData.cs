using System.Globalization;
using System.Text;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.CSharp.Writing;

/// <summary>The constants of a generated class: the members of its nested class <c>Data</c>. Equal constants are shared.</summary>
internal sealed class StaticData
{
    /// <summary>The nested class.</summary>
    public const string ClassName = "Data";

    // Longer lists are read from text: as an array, each element is code that has to be compiled.
    private const int LongestArray = 256;

    private readonly Dictionary<string, string> shared = new(StringComparer.Ordinal);
    private readonly Dictionary<object, object> members = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>The members' text.</summary>
    public SourceText Members { get; } = new();

    /// <summary>Whether there are no members.</summary>
    public bool IsEmpty => Members.IsEmpty;

    /// <summary>A member for something of the plan that several methods use.</summary>
    /// <typeparam name="T">How they refer to it.</typeparam>
    /// <param name="subject">What it is for, known by its reference.</param>
    /// <param name="write">Writes it.</param>
    public T Once<T>(object subject, Func<T> write)
        where T : notnull
    {
        if (!members.TryGetValue(subject, out object? member))
        {
            member = write();
            members.Add(subject, member);
        }

        return (T)member;
    }

    /// <summary>A regular expression.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <returns>How methods refer to it, as of all members here.</returns>
    public string Pattern(string pattern) => Share("TextPattern", "Pattern", Literals.Text(pattern));

    /// <summary>A replacement of code units.</summary>
    /// <param name="from">What is replaced.</param>
    /// <param name="to">What takes its place.</param>
    public string Translation(string from, string to) =>
        Share("TextTranslation", "Translation", $"{Literals.Text(from)}, {Literals.Text(to)}");

    /// <summary>A <c>printf</c> format.</summary>
    /// <param name="format">The format.</param>
    public string Format(string format) => Share("NumberFormat", "Format", Literals.Text(format));

    /// <summary>A numbering of distinct values.</summary>
    /// <param name="type">Their type; booleans are numbered as integers.</param>
    /// <param name="values">The values.</param>
    public string Categories(DataType type, IReadOnlyList<Scalar> values)
    {
        DataType listed = type is DataType.String or DataType.Double ? type : DataType.Integer;
        string className = listed switch
        {
            DataType.String => "TextCategories",
            DataType.Double => "NumberCategories",
            _ => "IntegerCategories",
        };
        string[] items = [.. values.Select(value => Literals.Element(listed, value))];
        string key = className + "|" + string.Join(",", items);
        if (!shared.TryGetValue(key, out string? member))
        {
            string name = NewName("Categories");
            Separate();
            string head = $"public static readonly {className} {name} = new(";
            if (listed == DataType.String && items.Length > LongestArray)
            {
                WriteRaw($"{head}ConstantTable.PresentTexts(", Lines(listed, values), "));");
            }
            else
            {
                Members.List(head, items, ");");
            }

            member = $"{ClassName}.{name}";
            shared.Add(key, member);
        }

        return member;
    }

    /// <summary>Constants that stay in the assembly's image and are read from there.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="items">Doubles or integers as source.</param>
    /// <param name="type">Their C# type.</param>
    public string Image(string name, IReadOnlyList<string> items, string type)
    {
        name = NewName(name);
        Separate();
        Members.List($"public static ReadOnlySpan<{type}> {name} => [", items, "];");
        return $"{ClassName}.{name}";
    }

    /// <summary>An array of constants; for many constants there is <see cref="Column"/>.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="items">Its elements as source.</param>
    /// <param name="type">Their C# type.</param>
    public string Array(string name, IReadOnlyList<string> items, string type)
    {
        name = NewName(name);
        Separate();
        Members.List($"public static readonly {type}[] {name} = [", items, "];");
        return $"{ClassName}.{name}";
    }

    /// <summary>A column of constants, some of them perhaps missing.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="type">Their type.</param>
    /// <param name="values">The constants.</param>
    public string Column(string name, DataType type, IReadOnlyList<Scalar> values)
    {
        if (type == DataType.Double)
        {
            return Image(name, [.. values.Select(value => Literals.Element(type, value))], "double");
        }

        if (values.Count <= LongestArray)
        {
            return Array(name, [.. values.Select(value => Literals.Element(type, value))], TypeNames.Held(type));
        }

        name = NewName(name);
        Separate();
        string reader = type switch
        {
            DataType.String => "Texts",
            DataType.Boolean => "Booleans",
            _ => "Integers",
        };
        WriteRaw($"public static readonly {TypeNames.Held(type)}[] {name} = ConstantTable.{reader}(", Lines(type, values), ");");
        return $"{ClassName}.{name}";
    }

    /// <summary>A member of a class of the runtime.</summary>
    /// <param name="className">The class.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="value">What it is initialised with.</param>
    public string Member(string className, string name, string value)
    {
        name = NewName(name);
        Separate();
        Members.Line($"public static readonly {className} {name} = {value};");
        return $"{ClassName}.{name}";
    }

    /// <summary>A member that is read from a table in text form.</summary>
    /// <param name="className">The class.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="comments">What to say about it.</param>
    /// <param name="head">What stands before the table.</param>
    /// <param name="table">The table's lines.</param>
    public string Table(string className, string name, IReadOnlyList<string> comments, string head, StringBuilder table)
    {
        name = NewName(name);
        Separate();
        foreach (string comment in comments)
        {
            Members.Line($"// {comment}");
        }

        WriteRaw($"public static readonly {className} {name} = {head}", table, ");");
        return $"{ClassName}.{name}";
    }

    private static StringBuilder Lines(DataType type, IEnumerable<Scalar> values)
    {
        var lines = new StringBuilder();
        foreach (Scalar value in values)
        {
            lines.Append(Literals.Line(type, value)).Append('\n');
        }

        return lines;
    }

    // The lines of a raw string stand at the margin: indentation would be a fifth of a large file.
    private void WriteRaw(string head, StringBuilder lines, string tail)
    {
        Members.Line(head + "\"\"\"");
        Members.Raw(lines.Append("\"\"\"u8").Append(tail).ToString());
    }

    private string Share(string className, string name, string argument)
    {
        string key = className + "|" + argument;
        if (!shared.TryGetValue(key, out string? member))
        {
            member = Member(className, name, $"new({argument})");
            shared.Add(key, member);
        }

        return member;
    }

    private string NewName(string name)
    {
        int count = counts.GetValueOrDefault(name) + 1;
        counts[name] = count;
        return string.Create(CultureInfo.InvariantCulture, $"{name}{count}");
    }

    private void Separate()
    {
        if (!IsEmpty)
        {
            Members.Line();
        }
    }
}
