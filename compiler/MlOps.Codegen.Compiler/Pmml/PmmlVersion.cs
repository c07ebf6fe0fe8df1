using System.Globalization;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>A version of PMML.</summary>
internal readonly record struct PmmlVersion(int Major, int Minor)
{
    /// <summary>The newest known.</summary>
    public static readonly PmmlVersion Newest = new(4, 4);

    /// <summary>Whether its meaning is known here: 3.0 to 3.2 and 4.0 to 4.4.</summary>
    public bool IsSupported => Major switch
    {
        3 => Minor is >= 0 and <= 2,
        4 => Minor is >= 0 and <= 4,
        _ => false,
    };

    /// <summary>Whether it is this version or an older one.</summary>
    public bool IsUpTo(int major, int minor) => Major < major || (Major == major && Minor <= minor);

    /// <summary>Reads <c>4.4</c>, <c>4_4</c> or <c>4.4.1</c>; null where it is something else.</summary>
    public static PmmlVersion? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        int dot = text.IndexOfAny('.', '_');
        if (dot < 0 || !int.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out int major))
        {
            return null;
        }

        ReadOnlySpan<char> rest = text[(dot + 1)..];
        int revision = rest.IndexOfAny('.', '_');
        ReadOnlySpan<char> minorText = revision < 0 ? rest : rest[..revision];
        return int.TryParse(minorText, NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            ? new PmmlVersion(major, minor)
            : null;
    }
}
