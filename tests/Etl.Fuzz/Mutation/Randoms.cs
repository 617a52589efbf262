namespace Etl.Fuzz.Mutation;

internal static class Randoms
{
    public static T Pick<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public static bool OneIn(this Random random, int count) => random.Next(count) == 0;

    /// <summary>Small numbers often, large ones seldom.</summary>
    public static int Few(this Random random, int most) => random.Next(1 + random.Next(most + 1));
}
