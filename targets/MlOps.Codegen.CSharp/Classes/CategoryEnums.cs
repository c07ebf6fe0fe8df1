using System.Collections.Immutable;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Finds the inputs and outputs that have few texts, all known, and names their enumerations.</summary>
/// <remarks>
/// An input has the valid values that the plan states: every other text makes all outputs missing, and so nothing is lost where it cannot be
/// told from another. An output has the texts that the plan can give it.
/// </remarks>
internal sealed class CategoryEnums
{
    // A list that is longer is no help to who reads or completes code, and would be most of the file.
    private const int MostMembers = 256;

    private readonly ScoringPlan plan;
    private readonly string className;
    private readonly Identifiers names;
    private readonly Dictionary<PlanOutput, CategoryEnum> ofOutputs = new(ReferenceEqualityComparer.Instance);

    /// <summary>Looks at a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="names">The names of its types.</param>
    public CategoryEnums(ScoringPlan plan, ClassNames names)
    {
        this.plan = plan;
        className = names.Class;
        this.names = new Identifiers(
            [.. ReservedNames.InMethods, .. ReservedNames.InRecords, names.Class, names.Input, names.Output, names.Input + "Columns", names.Output + "Columns"]);
        NameOutputs();
    }

    /// <summary>The enumeration of an input.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The enumeration; null where the input is open, or has very many texts.</returns>
    public CategoryEnum? Of(PlanInput input) =>
        plan.Grouping is null && input.Schema.Type == DataType.String 
            ? Declare(input.Schema.Name, [input.Schema.Name], input.ValidValues, isInput: true)
            : null;

    /// <summary>The enumeration of an output.</summary>
    /// <param name="output">The output.</param>
    /// <returns>The enumeration; null where not all texts are known, or there are very many.</returns>
    public CategoryEnum? Of(PlanOutput output) => ofOutputs.GetValueOrDefault(output);

    // Outputs with the same texts, such as the first and the second reason, have one enumeration: people compare them.
    private void NameOutputs()
    {
        var known = new KnownTexts(plan);
        foreach (var alike in plan.Outputs
            .Where(output => output.Schema.Type == DataType.String)
            .Select(output => (Output: output, Texts: known.Of(output.Value) ?? []))
            .GroupBy(entry => string.Join('\uFFFF', entry.Texts.Order(StringComparer.Ordinal)), StringComparer.Ordinal))
        {
            string[] fields = [.. alike.Select(entry => entry.Output.Schema.Name)];
            string stem = fields[0].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').TrimEnd('_', '.', ' ', '-');
            bool areNumbered = fields.Length > 1 && stem.Length > 0 && fields.All(field => field.StartsWith(stem, StringComparison.Ordinal));
            if (Declare(areNumbered ? stem : fields[0], [.. fields], alike.First().Texts, isInput: false) is { } item)
            {
                foreach ((PlanOutput output, _) in alike)
                {
                    ofOutputs.Add(output, item);
                }
            }
        }
    }

    private CategoryEnum? Declare(string wishedName, ImmutableArray<string> fields, ImmutableArray<string> texts, bool isInput)
    {
        if (texts.Length is 0 or > MostMembers)
        {
            return null;
        }

        // Two types at a time: the enumeration and its texts.
        string wished = className + string.Concat(Identifiers.Clean(wishedName, "Field").Split('_', StringSplitOptions.RemoveEmptyEntries).Select(Capitalized));
        string name = names.Declare(wished, "Category");
        while (!names.TryDeclare(CategoryEnum.TextClassOf(name)))
        {
            name = names.Declare(wished, "Category");
        }

        return new CategoryEnum(name, fields, texts, isInput);
    }

    private static string Capitalized(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
