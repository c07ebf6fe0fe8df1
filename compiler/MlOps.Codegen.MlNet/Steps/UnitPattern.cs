namespace MlOps.Codegen.MlNet.Steps;

/// <summary>A code unit as a regular expression writes it, alone or in a class.</summary>
internal static class UnitPattern
{
    /// <summary>The unit, behind a backslash where it could be an operator.</summary>
    /// <param name="unit">The unit.</param>
    public static string Of(char unit) => char.IsAscii(unit) && !char.IsAsciiLetterOrDigit(unit) && unit > ' ' ? $"\\{unit}" : unit.ToString();
}
