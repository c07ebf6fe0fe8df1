using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Text;

/// <summary>Hashes of values as keys: MurmurHash3 for 32 bits (Appleby, SMHasher), as ML.NET applies it to the values of columns.</summary>
/// <remarks>
/// The form says which bytes stand for a value: <c>Text</c>, <c>Single</c>, <c>Double</c>, <c>Integer</c> (of up to 32 bits), and the same
/// with <c>Old</c> before it for the version that ML.NET had up to 1.5.
/// </remarks>
public static class KeyHash
{
    private const string Old = "Old";

    /// <summary>The key of a value, from 1 to 2 to the number of bits; missing where the value is missing, or an empty text.</summary>
    /// <param name="value">The value.</param>
    /// <param name="form">The form.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    public static Scalar Of(Scalar value, string form, uint seed, int bits)
    {
        if (value.IsMissing)
        {
            return Scalar.Missing;
        }

        bool old = form.StartsWith(Old, StringComparison.Ordinal);
        long? key = (old ? form[Old.Length..] : form) switch
        {
            "Text" => KeyHashes.Text(value.Text, seed, bits, old),
            "Single" => KeyHashes.Single(value.Double, seed, bits, old),
            "Double" => KeyHashes.Double(value.Double, seed, bits, old),
            "Integer" => KeyHashes.Integer(value.Integer, seed, bits, old),
            _ => throw new InvalidOperationException($"unknown form {form}"),
        };
        return key is { } number ? Scalar.FromInteger(number) : Scalar.Missing;
    }

    /// <summary>The key of several values of one type as one, by the version of today; missing where one is missing, or an empty text.</summary>
    /// <param name="values">The values.</param>
    /// <param name="form">The form: <c>Text</c>, <c>Single</c>, <c>Double</c> or <c>Integer</c>.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="bits">How many bits, 1 to 31.</param>
    public static Scalar OfAll(ReadOnlySpan<Scalar> values, string form, uint seed, int bits)
    {
        Scalar[] all = values.ToArray();
        if (all.Any(value => value.IsMissing))
        {
            return Scalar.Missing;
        }

        long? key = form switch
        {
            "Text" => KeyHashes.Texts(seed, bits, [.. all.Select(value => value.Text)]),
            "Single" => KeyHashes.Singles(seed, bits, [.. all.Select(value => value.Double)]),
            "Double" => KeyHashes.Doubles(seed, bits, [.. all.Select(value => value.Double)]),
            "Integer" => KeyHashes.Integers(seed, bits, [.. all.Select(value => (long?)value.Integer)]),
            _ => throw new InvalidOperationException($"unknown form {form}"),
        };
        return key is { } number ? Scalar.FromInteger(number) : Scalar.Missing;
    }

    /// <summary>Whether a form takes several values as one.</summary>
    /// <param name="form">The form.</param>
    public static bool TakesSeveral(string form) => !form.StartsWith(Old, StringComparison.Ordinal);

    /// <summary>A seed with a number mixed in, such as a value's place in its vector.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="number">The number.</param>
    public static uint Mixed(uint seed, uint number) => MurmurHash.Round(seed, number);

    /// <summary>Whether a form takes values of a type.</summary>
    /// <param name="form">The form.</param>
    /// <param name="type">The type.</param>
    public static bool IsForm(string form, DataType type) => (form.StartsWith(Old, StringComparison.Ordinal) ? form[Old.Length..] : form) switch
    {
        "Text" => type == DataType.String,
        "Single" or "Double" => type == DataType.Double,
        "Integer" => type == DataType.Integer,
        _ => false,
    };
}
