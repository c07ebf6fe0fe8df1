using System.Globalization;

namespace MlOps.Codegen.Registry;

/// <summary>Names a version of a model: <c>churn@3</c>, or <c>churn</c> for the latest.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Number">The version's number, from 1; null for the latest.</param>
public sealed record VersionReference(string Model, long? Number)
{
    /// <summary>Reads a reference.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="RegistryFailure">It is none.</exception>
    public static VersionReference Parse(string text)
    {
        int at = text.LastIndexOf('@');
        if (at < 0)
        {
            return new VersionReference(text, null);
        }

        string digits = text[(at + 1)..].TrimStart('v', 'V');
        return at > 0 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? new VersionReference(text[..at], number)
            : throw new RegistryFailure(RegistryFailureKind.Refused, $"'{text}' names no version; write NAME@NUMBER, such as churn@3, or NAME for the latest");
    }

    /// <inheritdoc/>
    public override string ToString() => Number is { } number ? string.Create(CultureInfo.InvariantCulture, $"{Model}@{number}") : Model;
}
