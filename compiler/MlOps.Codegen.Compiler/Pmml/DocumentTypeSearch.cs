namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Finds the document type definition that XmlReader refused, because it does not say where it stands.</summary>
internal static class DocumentTypeSearch
{
    // Anyone may put a novel in front of it; then only the file is named.
    private const int Searched = 1 << 16;

    /// <summary>The line and column of <c>&lt;!DOCTYPE</c>; 1 and 1 where it is not found.</summary>
    /// <param name="stream">The file, at any position; it must be seekable.</param>
    /// <param name="start">Where the file starts in the stream.</param>
    public static (int Line, int Column) Find(Stream stream, long start)
    {
        stream.Position = start;
        using var reader = new StreamReader(stream, leaveOpen: true);
        var buffer = new char[Searched];
        ReadOnlySpan<char> text = buffer.AsSpan(0, reader.ReadBlock(buffer));
        int i = 0;
        while (i < text.Length)
        {
            ReadOnlySpan<char> rest = text[i..];
            if (rest.StartsWith("<!DOCTYPE"))
            {
                ReadOnlySpan<char> before = text[..i];
                return (before.Count('\n') + 1, i - before.LastIndexOf('\n'));
            }

            string end = rest.StartsWith("<!--") ? "-->" : rest.StartsWith("<?") ? "?>" : "";
            int skipped = end.Length == 0 ? 1 : rest.IndexOf(end);
            if (skipped < 0)
            {
                break;
            }

            i += Math.Max(1, skipped);
        }

        return (1, 1);
    }
}
