using System.Reflection;
using MlOps.Codegen.Compiler.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes;

/// <summary>The readers' keyword tables: what attributes take, as the compiler has it.</summary>
internal static class KeywordTables
{
    private static readonly SortedDictionary<string, IReadOnlyList<string>> ByName = Find();

    /// <summary>The tables' names, such as <c>TreeModelReader.NoTrueChildStrategies</c>.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The words of a table, in its order.</summary>
    /// <param name="name">The table's name.</param>
    public static IReadOnlyList<string> Words(string name) => ByName[name];

    private static SortedDictionary<string, IReadOnlyList<string>> Find()
    {
        var found = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (FieldInfo field in typeof(KeywordSet<>).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(KeywordSet<>)))
        {
            object table = field.GetValue(null) ?? throw new InvalidOperationException($"{field.Name} is null");
            found.Add(
                $"{field.DeclaringType!.Name}.{field.Name}",
                (IReadOnlyList<string>)field.FieldType.GetProperty(nameof(KeywordSet<bool>.Words))!.GetValue(table)!);
        }

        return found;
    }
}
