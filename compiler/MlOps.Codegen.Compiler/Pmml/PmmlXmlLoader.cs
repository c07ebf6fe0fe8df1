using System.Globalization;
using System.Text;
using System.Xml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Loads XML from anywhere into elements: no document types, nothing external, bounded, without recursion.</summary>
internal sealed class PmmlXmlLoader
{
    // Elements that describe a model and take no part in scoring. They can be larger than the model.
    private static readonly HashSet<string> Descriptive =
    [
        "Extension", "Header", "MiningBuildTask", "ModelStats", "ModelExplanation", "Annotation", "Timestamp", "Taxonomy",
        "Partition",
    ];

    private readonly string file;
    private readonly DiagnosticBag diagnostics;
    private readonly List<Level> levels = [];
    private readonly StringBuilder text = new();
    private readonly string?[] recentValues = new string?[4096];
    private readonly List<PmmlAttribute> attributes = [];
    private string rootNamespace = "";
    private int elementCount;

    static PmmlXmlLoader()
    {
        // Tools on Windows write windows-1252 and its like, which .NET knows only on request.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
    }

    private PmmlXmlLoader(string file, DiagnosticBag diagnostics)
    {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    /// <summary>The root element and its namespace; null where the file cannot be loaded, with a diagnostic.</summary>
    /// <param name="stream">The file's bytes.</param>
    /// <param name="file">The name for locations.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static (PmmlElement Root, string Namespace)? Load(Stream stream, string file, DiagnosticBag diagnostics)
    {
        var loader = new PmmlXmlLoader(file, diagnostics);
        PmmlElement? root = loader.Load(stream);
        return root is null ? null : (root, loader.rootNamespace);
    }

    private PmmlElement? Load(Stream stream)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = PmmlLimits.Characters,
            MaxCharactersFromEntities = 1024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        bool sawRoot = false;
        long start = stream.CanSeek ? stream.Position : 0;
        try
        {
            using var reader = XmlReader.Create(stream, settings);
            var lines = (IXmlLineInfo)reader;
            return Load(reader, lines, ref sawRoot);
        }
        catch (XmlException exception)
        {
            Report(exception, sawRoot, stream, start);
        }

        return null;
    }

    private PmmlElement? Load(XmlReader reader, IXmlLineInfo lines, ref bool sawRoot)
    {
        PmmlElement? root = null;
        PmmlElement? current = null;
        int depth = 0;
        int skippedFrom = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    sawRoot = true;
                    bool isEmpty = reader.IsEmptyElement;
                    depth++;
                    if (Exceeds(reader, lines, depth, current))
                    {
                        return null;
                    }

                    if (skippedFrom == 0 && current is not null && IsSkipped(reader, current))
                    {
                        skippedFrom = depth;
                    }

                    if (skippedFrom > 0)
                    {
                        if (isEmpty)
                        {
                            skippedFrom = skippedFrom == depth ? 0 : skippedFrom;
                            depth--;
                        }

                        break;
                    }

                    PmmlElement? element = Start(reader, lines, current, depth);
                    if (element is null)
                    {
                        return null;
                    }

                    root ??= element;
                    text.Clear();
                    if (isEmpty)
                    {
                        depth--;
                    }
                    else
                    {
                        current = element;
                    }

                    break;
                case XmlNodeType.EndElement:
                    if (skippedFrom == 0)
                    {
                        current = End(current!);
                    }
                    else if (skippedFrom == depth)
                    {
                        skippedFrom = 0;
                    }

                    depth--;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    if (skippedFrom == 0 && current is { FirstChild: null })
                    {
                        text.Append(reader.Value);
                    }

                    break;
                default:
                    break;
            }
        }

        return root;
    }

    private PmmlElement? End(PmmlElement element)
    {
        if (element.FirstChild is null)
        {
            element.Text = Shared(text.ToString());
        }

        text.Clear();
        return element.Parent;
    }

    private bool Exceeds(XmlReader reader, IXmlLineInfo lines, int depth, PmmlElement? around)
    {
        string? limit =
            depth > PmmlLimits.Depth ? $"{PmmlLimits.Depth} elements inside one another"
            : ++elementCount > PmmlLimits.Elements ? $"{PmmlLimits.Elements} elements"
            : reader.LocalName.Length > PmmlLimits.NameLength ? $"{PmmlLimits.NameLength} characters in a name"
            : reader.AttributeCount > PmmlLimits.Attributes ? $"{PmmlLimits.Attributes} attributes of one element"
            : null;
        if (limit is null)
        {
            return false;
        }

        SourceLocation place = around?.Location ?? new SourceLocation(file, 0, 0);
        diagnostics.Report(DiagnosticDescriptors.LimitExceeded, place.At(lines.LineNumber, lines.LinePosition - 1), limit);
        return true;
    }

    // Cells of an inline table have the names and namespaces that their author chose. Before PMML 4.2 named them, R's converter
    // put the continuous inputs of a naive Bayes model into extensions.
    private bool IsSkipped(XmlReader reader, PmmlElement parent) =>
        IsPmml(reader.NamespaceURI)
            ? Descriptive.Contains(reader.LocalName)
                && (parent.Name != "row" || reader.LocalName == "Extension")
                && parent.Name is not ("BayesInputs" or "BayesInput")
            : parent.Name != "row";

    private bool IsPmml(string name) =>
        name.Length == 0
        || name == rootNamespace
        || name.StartsWith("http://www.dmg.org/PMML-", StringComparison.Ordinal)
        || name.StartsWith("https://www.dmg.org/PMML-", StringComparison.Ordinal);

    private PmmlElement? Start(XmlReader reader, IXmlLineInfo lines, PmmlElement? parent, int depth)
    {
        string name = reader.LocalName;
        if (parent is null)
        {
            rootNamespace = reader.NamespaceURI;
        }

        while (levels.Count <= depth)
        {
            levels.Add(new Level());
        }

        levels[depth].Clear();
        int ordinal = levels[depth - 1].Count(name);
        int line = lines.LineNumber;
        int column = lines.LinePosition - 1;
        SourceLocation location = parent is null
            ? new SourceLocation(file, line, column, "/" + name)
            : parent.Location.Child(name, ordinal, line, column);
        if (!ReadAttributes(reader, lines, location))
        {
            return null;
        }

        var element = new PmmlElement(name, [.. attributes], parent, location);
        parent?.Append(element);
        return element;
    }

    private bool ReadAttributes(XmlReader reader, IXmlLineInfo lines, SourceLocation location)
    {
        attributes.Clear();
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI.Length > 0)
            {
                continue;
            }

            if (reader.LocalName.Length > PmmlLimits.NameLength)
            {
                diagnostics.Report(
                    DiagnosticDescriptors.LimitExceeded,
                    location.At(lines.LineNumber, lines.LinePosition),
                    $"{PmmlLimits.NameLength} characters in a name");
                return false;
            }

            attributes.Add(new PmmlAttribute(reader.LocalName, Shared(reader.Value), lines.LineNumber, lines.LinePosition));
        }

        reader.MoveToElement();
        return true;
    }

    // Field names and keywords repeat by the hundred thousand: keep one copy of those seen recently.
    private string Shared(string value)
    {
        if (value.Length > 64)
        {
            return value;
        }

        ref string? recent = ref recentValues[string.GetHashCode(value, StringComparison.Ordinal) & (recentValues.Length - 1)];
        if (recent == value)
        {
            return recent;
        }

        recent = value;
        return value;
    }

    private void Report(XmlException exception, bool sawRoot, Stream stream, long start)
    {
        // An empty file is said to end on line 0.
        var location = new SourceLocation(file, Math.Max(1, exception.LineNumber), Math.Max(1, exception.LinePosition));

        // The exception has no code to tell its causes apart; .NET does not translate its messages.
        if (!sawRoot && exception.Message.Contains("DTD", StringComparison.Ordinal))
        {
            (int line, int column) = stream.CanSeek ? DocumentTypeSearch.Find(stream, start) : (1, 1);
            diagnostics.Report(DiagnosticDescriptors.DocumentTypeRefused, new SourceLocation(file, line, column));
        }
        else if (exception.Message.Contains("MaxCharacters", StringComparison.Ordinal))
        {
            string limit = string.Create(CultureInfo.InvariantCulture, $"{PmmlLimits.Characters} characters");
            diagnostics.Report(DiagnosticDescriptors.LimitExceeded, location, limit);
        }
        else
        {
            diagnostics.Report(DiagnosticDescriptors.MalformedXml, location, exception.Message);
        }
    }

    /// <summary>Counts an open element's children by name. Usually all have one name, so the last is kept apart.</summary>
    private sealed class Level
    {
        private readonly Dictionary<string, int> counts = [];
        private string last = "";
        private int lastCount;

        public void Clear()
        {
            if (counts.Count > 0)
            {
                counts.Clear();
            }

            last = "";
            lastCount = 0;
        }

        public int Count(string name)
        {
            if (name != last)
            {
                if (last.Length > 0)
                {
                    counts[last] = lastCount;
                }

                last = name;
                lastCount = counts.GetValueOrDefault(name);
            }

            return ++lastCount;
        }
    }
}
