using System.Xml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>
/// Loads XML from anywhere: no DTD, no entities, no resolver; bounded in size, depth and number of elements; without recursion.
/// </summary>
internal static class PmmlXmlLoader
{
    /// <summary>Trees of depth 500 are seen; this leaves room, and keeps what follows the nesting bounded.</summary>
    public const int MaxDepth = 4_000;

    private const long MaxCharacters = 1L << 30;
    private const int MaxElements = 20_000_000;
    private const int MaxAttributes = 1_000;

    /// <summary>Loads a document.</summary>
    /// <param name="stream">Its bytes.</param>
    /// <param name="file">Its name, for locations.</param>
    /// <param name="diagnostics">Where diagnostics go.</param>
    /// <returns>The root; null after a diagnostic.</returns>
    public static PmmlElement? Load(Stream stream, string file, DiagnosticBag diagnostics)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxCharacters,
            MaxCharactersFromEntities = 1_024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = false,
        };
        try
        {
            using var reader = XmlReader.Create(stream, settings);
            return Load(reader, file, diagnostics);
        }
        catch (XmlException exception)
        {
            var at = new SourceLocation(file, exception.LineNumber, exception.LinePosition);
            diagnostics.Report(DiagnosticDescriptors.MalformedXml, at, exception.Message);
            return null;
        }
    }

    private static PmmlElement? Load(XmlReader reader, string file, DiagnosticBag diagnostics)
    {
        var position = (IXmlLineInfo)reader;
        PmmlElement? root = null;
        PmmlElement? open = null;
        int count = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var at = new SourceLocation(file, position.LineNumber, position.LinePosition);
                    if (reader.Depth > MaxDepth)
                    {
                        diagnostics.Report(DiagnosticDescriptors.TooDeep, at, MaxDepth);
                        return null;
                    }

                    if (++count > MaxElements || reader.AttributeCount > MaxAttributes)
                    {
                        diagnostics.Report(DiagnosticDescriptors.TooLarge, at, MaxElements, MaxAttributes);
                        return null;
                    }

                    if (reader.LocalName == "Extension")
                    {
                        SkipElement(reader);
                        continue;
                    }

                    var element = new PmmlElement(reader.LocalName, file, at.Line, at.Column, open);
                    bool empty = reader.IsEmptyElement;
                    ReadAttributes(reader, element);
                    root ??= element;
                    open?.Add(element);
                    if (!empty)
                    {
                        open = element;
                    }

                    break;
                case XmlNodeType.EndElement:
                    open = open?.Parent;
                    break;
                case XmlNodeType.Whitespace when open is { Children.Count: 0 }:
                    open.AddText(reader.Value);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    open?.AddText(reader.Value);
                    break;
                default:
                    break;
            }
        }

        return root;
    }

    // XmlReader.Skip would leave the reader behind the end tag, past which the loop reads on.
    private static void SkipElement(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        int depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
        }
    }

    private static void ReadAttributes(XmlReader reader, PmmlElement element)
    {
        while (reader.MoveToNextAttribute())
        {
            if (reader.Prefix != "xmlns" && reader.Name != "xmlns")
            {
                element.AddAttribute(reader.LocalName, reader.Value);
            }
        }

        reader.MoveToElement();
    }
}
