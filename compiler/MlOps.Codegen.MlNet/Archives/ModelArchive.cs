using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.MlNet.Archives;

/// <summary>Opens a saved model without trusting it: names, sizes and headers are checked before ML.NET sees a byte.</summary>
/// <remarks>
/// ML.NET loads the assembly that a header names; only its own are let through. It unpacks into memory, or, for large entries, into
/// files named after entries; so neither may grow beyond a bound nor leave the archive's folder.
/// </remarks>
internal static class ModelArchive
{
    private const string HeaderEntry = "Model.key";
    private const int HeaderBytes = 256;

    // "ML\0MODEL", where the assembly's name is told, and how long it is (ML.NET's ModelHeader).
    private const ulong Magic = 0x4C45444F4D004C4D;
    private const int AssemblyNameField = 0x90;
    private const int LongestAssemblyName = 4096;
    private const string OwnAssemblies = "Microsoft.ML";

    /// <summary>Reads an archive into memory, checked and packed anew.</summary>
    /// <param name="stream">The archive; read from where it stands, it need not be seekable.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="location">Where diagnostics point.</param>
    /// <param name="diagnostics">Where diagnostics go.</param>
    /// <returns>An archive with the same entries; null after a diagnostic.</returns>
    public static MemoryStream? Open(Stream stream, ArchiveLimits limits, SourceLocation location, DiagnosticBag diagnostics)
    {
        string? refusal = null;
        try
        {
            using MemoryStream? packed = Take(stream, limits.PackedBytes);
            if (packed is null)
            {
                refusal = $"it is larger than {limits.PackedBytes:N0} bytes";
            }
            else
            {
                using var archive = new ZipArchive(packed, ZipArchiveMode.Read);
                if (Repack(archive, limits, out refusal, out string? assembly) is { } checkedArchive)
                {
                    return checkedArchive;
                }

                if (assembly is not null)
                {
                    diagnostics.Report(DiagnosticDescriptors.ForeignAssembly, location, assembly);
                    return null;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            refusal = exception.Message;
        }

        diagnostics.Report(DiagnosticDescriptors.ArchiveRefused, location, refusal);
        return null;
    }

    private static MemoryStream? Repack(ZipArchive archive, ArchiveLimits limits, out string? refusal, out string? assembly)
    {
        assembly = null;
        refusal = null;
        if (archive.Entries.Count > limits.Entries)
        {
            refusal = $"it has more than {limits.Entries:N0} entries";
            return null;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var result = new MemoryStream();
        long left = limits.UnpackedBytes;
        bool hasModel = false;
        using (var target = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                // Directories have no bytes, and ML.NET none of them.
                if (entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\'))
                {
                    continue;
                }

                if (!IsInside(entry.FullName) || !names.Add(entry.FullName.Replace('/', '\\')))
                {
                    refusal = $"the entry '{entry.FullName}' leads out of the archive, or is there twice";
                    return null;
                }

                using Stream content = entry.Open();
                using MemoryStream? bytes = Take(content, left);
                if (bytes is null)
                {
                    refusal = $"it unpacks to more than {limits.UnpackedBytes:N0} bytes";
                    return null;
                }

                if (bytes.Length != entry.Length)
                {
                    refusal = $"the entry '{entry.FullName}' has not the length that it states";
                    return null;
                }

                left -= bytes.Length;
                ReadOnlySpan<byte> span = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
                if (FileName(entry.FullName) == HeaderEntry)
                {
                    hasModel = true;
                    refusal = CheckHeader(entry.FullName, span, out assembly);
                }

                assembly ??= ForeignAssemblyInside(span);
                if (refusal is not null || assembly is not null)
                {
                    return null;
                }

                using Stream copy = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                bytes.Position = 0;
                bytes.CopyTo(copy);
            }
        }

        if (!hasModel)
        {
            refusal = "it holds no ML.NET model";
            return null;
        }

        result.Position = 0;
        return result;
    }

    private static string? CheckHeader(string name, ReadOnlySpan<byte> bytes, out string? assembly)
    {
        assembly = null;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic)
        {
            return $"the entry '{name}' does not begin as a model of ML.NET does";
        }

        long start = BinaryPrimitives.ReadInt64LittleEndian(bytes[AssemblyNameField..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(AssemblyNameField + sizeof(long))..]);
        if (length == 0)
        {
            return null;
        }

        if (start < HeaderBytes || length > LongestAssemblyName || start > bytes.Length - length)
        {
            return $"the entry '{name}' names its code outside of itself";
        }

        string full = Encoding.Unicode.GetString(bytes.Slice((int)start, (int)length));
        string simple = full.Split(',')[0].Trim();
        if (simple != OwnAssemblies && !simple.StartsWith(OwnAssemblies + ".", StringComparison.Ordinal))
        {
            assembly = simple;
        }

        return null;
    }

    // Models stand inside of others, too, each with a header of its own.
    private static string? ForeignAssemblyInside(ReadOnlySpan<byte> bytes)
    {
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(magic, Magic);
        for (int at = bytes.IndexOf(magic); at >= 0;)
        {
            if (CheckHeader("", bytes[at..], out string? assembly) is null && assembly is not null)
            {
                return assembly;
            }

            int next = bytes[(at + magic.Length)..].IndexOf(magic);
            at = next < 0 ? next : at + magic.Length + next;
        }

        return null;
    }

    // ML.NET writes '\' between folders; both separators count.
    private static bool IsInside(string name) =>
        name.Length > 0
        && !name.Contains('\0')
        && !name.Contains(':')
        && name.Split('/', '\\').All(part => part.Length > 0 && part is not "." and not "..");

    private static string FileName(string name) => name[(name.LastIndexOfAny(['/', '\\']) + 1)..];

    // What is stated may be a lie: bytes are counted as they come.
    private static MemoryStream? Take(Stream stream, long most)
    {
        var taken = new MemoryStream();
        byte[] buffer = new byte[81920];
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            if (taken.Length + read > most)
            {
                taken.Dispose();
                return null;
            }

            taken.Write(buffer, 0, read);
        }

        taken.Position = 0;
        return taken;
    }
}

/// <summary>How large an archive may be.</summary>
/// <param name="PackedBytes">As it is.</param>
/// <param name="UnpackedBytes">All entries together.</param>
/// <param name="Entries">How many there may be.</param>
internal sealed record ArchiveLimits(long PackedBytes, long UnpackedBytes, int Entries)
{
    /// <summary>What real models stay far below.</summary>
    public static ArchiveLimits Default { get; } = new(512L << 20, 1L << 30, 10_000);
}
