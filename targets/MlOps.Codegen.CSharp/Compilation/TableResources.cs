using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace MlOps.Codegen.CSharp.Compilation;

/// <summary>Takes the large tables of generated code out of what the C# compiler reads, and into resources of the assembly.</summary>
/// <remarks>
/// Of a literal of UTF-8 the compiler makes a node per byte: half a second and two hundred megabytes for five hundred trees. As a string it would be one
/// node, but read twice, and two bytes a character in the assembly. What is compiled here is alone in its assembly, which can keep a table as it is:
/// nobody reads it before the class does.
/// </remarks>
internal sealed class TableResources
{
    private const int ShortestTable = 1 << 13;
    private const string Opening = "\"\"\"\n";
    private const string Closing = "\n\"\"\"u8";

    private readonly List<ResourceDescription> resources = [];

    /// <summary>The tables taken out so far.</summary>
    public IReadOnlyList<ResourceDescription> Resources => resources;

    /// <summary>Takes the tables out of a file.</summary>
    /// <param name="generated">The file.</param>
    /// <returns>Its text, of the same meaning, for an assembly that has <see cref="Resources"/>.</returns>
    public string TakeFrom(GeneratedClass generated)
    {
        // Whoever has changed the text has moved its tables.
        if (generated.Tables is not { } tables || !ReferenceEquals(tables.Source, generated.Source))
        {
            return generated.Source;
        }

        string source = generated.Source;
        var text = new StringBuilder();
        int done = 0;
        foreach (Range range in tables.Ranges)
        {
            (int begin, int length) = range.GetOffsetAndLength(source.Length);
            int end = source.LastIndexOf(Closing, begin + length - 1, length, StringComparison.Ordinal);
            if (end - begin < ShortestTable)
            {
                continue;
            }

            string name = string.Create(CultureInfo.InvariantCulture, $"Table{resources.Count + 1}");
            byte[] bytes = Encoding.UTF8.GetBytes(source, begin, end - begin);
            resources.Add(new ResourceDescription(name, () => new MemoryStream(bytes, writable: false), isPublic: true));
            text.Append(source, done, begin - Opening.Length - done)
                .Append(CultureInfo.InvariantCulture, $"global::MlOps.Runtime.ConstantTable.Resource(typeof(global::{generated.Namespace}.{generated.ClassName}).Assembly, \"{name}\")");
            done = end + Closing.Length;
        }

        return done == 0 ? source : text.Append(source, done, source.Length - done).ToString();
    }
}
