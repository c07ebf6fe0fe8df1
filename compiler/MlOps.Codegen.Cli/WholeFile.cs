using System.Text;

namespace MlOps.Codegen.Cli;

/// <summary>
/// Files that are there whole or not at all: they are written beside their place, and moved into it. Devices such as <c>/dev/stdout</c> are
/// written to as they are.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes a file, or replaces it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its text.</param>
    public static void Write(string path, string text) => Write(path, writer => writer.Write(text));

    /// <summary>Writes a file, or replaces it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its text, as UTF-8.</param>
    public static void Write(string path, Action<StreamWriter> write)
    {
        if (IsDevice(path))
        {
            using var device = new StreamWriter(path);
            write(device);
            return;
        }

        Put(path, overwrite: true, part =>
        {
            using var writer = new StreamWriter(part);
            write(writer);
        });
    }

    /// <summary>Adds to the end of a file, which need not be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What is added.</param>
    /// <exception cref="IOException">Somebody else has it open, or it came to be meanwhile: what they add would be lost.</exception>
    public static void Append(string path, string text)
    {
        if (IsDevice(path))
        {
            File.AppendAllText(path, text);
            return;
        }

        using FileStream? former = File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None) : null;
        Put(path, overwrite: former is not null, part =>
        {
            former?.CopyTo(part);
            part.Write(Encoding.UTF8.GetBytes(text));
        });
    }

    private static void Put(string path, bool overwrite, Action<FileStream> write)
    {
        string part = $"{path}.{Guid.NewGuid():N}.part";
        using Unfinished unfinished = Unfinished.At(part);
        using (FileStream stream = File.Create(part))
        {
            write(stream);
        }

        File.Move(part, path, overwrite);
    }

    private static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal);
}
