using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MlOps.Codegen.Cli.Data;

/// <summary>Writes JSON to standard output.</summary>
internal static class JsonText
{
    // The text goes to files and pipes, never into HTML: names in any script may stay readable.
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a document to standard output.</summary>
    /// <param name="write">Writes the document.</param>
    public static void Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            write(writer);
        }

        Console.Out.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }
}
